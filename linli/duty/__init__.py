"""Every duty has a name: who answers for what, who stands where and when, who is willing.

Patterns, kinds of post and limits stand in the city's playbook; no city has a branch of its own here.
"""
