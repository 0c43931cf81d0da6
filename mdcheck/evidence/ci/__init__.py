"""What CI does, read from the files of GitHub Actions, GitLab, CircleCI, Azure Pipelines and Bitbucket."""
