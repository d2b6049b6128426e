"""Where runs are done: here, in other processes of this machine, or on a cluster; one interface."""
