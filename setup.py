"""The packages of the wheel, found in the tree: the folder of the project is the package `mentorlab`."""

from setuptools import find_packages, setup

found = find_packages(include=["agents*", "scenarios*", "sim*", "experiments*"])
setup(script_name="setup.py", packages=["mentorlab", *(f"mentorlab.{name}" for name in found)])
