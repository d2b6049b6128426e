"""Who with whom at launch: who was asked, why two are a pair, who stayed without one."""
