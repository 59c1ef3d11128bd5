"""Words, copies, versions and wording of article texts."""
