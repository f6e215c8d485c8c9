"""What people type into the register's pages, read with the same rules as imported workbooks."""
