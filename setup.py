"""The packages of the wheel, found in the tree: the folder of the project is the package `mentorlab`."""

from setuptools import find_packages, setup

FOLDERS = ("agents", "scenarios", "sim", "experiments")
found = find_packages(include=[pattern for folder in FOLDERS for pattern in (folder, f"{folder}.*")])
setup(script_name="setup.py", packages=["mentorlab", *(f"mentorlab.{name}" for name in found)])
