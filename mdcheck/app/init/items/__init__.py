"""The items that checklists can begin with: each is made from what the repository holds, or left out."""
