"""Documents that grow: from a number, about that many characters or lines of what could take a reader too long."""

CHECK = "  ```check\n  env: HOME\n  ```\n"
GROWING = {
    "nested brackets": lambda n: "- [ ] " + "[" * n + "]" * n + "\n",
    "nested brackets in heading": lambda n: "# " + "[" * n + "]" * n + "\n- [ ] a\n",
    "items": lambda n: "- [ ] a\n" * n,
    "distinct items": lambda n: "".join(f"- [ ] item {i}\n" for i in range(n)),
    "checked items": lambda n: ("- [ ] a\n" + CHECK) * (n // 4),
    "checked needs": lambda n: "".join(
        f"- [ ] a{i}\n  ```check\n  env: HOME\n  id: i{i}\n  needs: [i{i + 1}]\n  ```\n" for i in range(n // 8)
    ),
    "unknown needs": lambda n: "".join(
        f"- [ ] a{i}\n  ```check\n  env: HOME\n  id: i{i}\n  needs: [j{i + 1}]\n  ```\n" for i in range(n // 80)
    ),
    "line": lambda n: "- [ ] " + "a" * (n * 10) + "\n",
    "line of words": lambda n: "- [ ] " + "a " * (n * 5) + "\n",
    "line of boxes": lambda n: "- [ ] " * n + "\n",
    "line of quotes": lambda n: "> " * n + "- [ ] a\n",
    "line of bullets": lambda n: "- " * n + "[ ] a\n",
    "headings": lambda n: "# a\n" * n,
    "headings 6": lambda n: "".join("#" * (1 + i % 6) + f" a{i}\n" for i in range(n)),
    "headings figs": lambda n: "# t\n" + "".join(f"## h{i} (5%)\n- [ ] a\n\nStatus: 5%\n\n" for i in range(n // 4)),
    "table rows": lambda n: "# a\n- [ ] a\n\n|s|%|\n|-|-|\n" + "|a|10%|\n" * n,
    "table rows distinct": lambda n: (
        "".join(f"## s{i}\n- [ ] a\n" for i in range(n // 3))
        + "\n|s|%|\n|-|-|\n"
        + "".join(f"|s{i}|10%|\n" for i in range(n // 3))
    ),
    "table cols": lambda n: "# a\n- [ ] a\n\n|s|" + "%|" * n + "\n|-|" + "-|" * n + "\n|a|" + "1%|" * n + "\n",
    "table aligned cols": lambda n: (
        "# a\n- [ ] a\n\n|s|" + " % |" * n + "\n|-|" + "---|" * n + "\n|a|" + " 1 |" * n + "\n"
    ),
    "table pipes": lambda n: "|" * n + "\n|-|\n",
    "emphasis": lambda n: "- [ ] " + "*a " * n + "\n",
    "emph2": lambda n: "- [ ] " + "*a_ " * n + "\n",
    "tildes": lambda n: "- [ ] ~~" + "a~~ ~~" * n + "\n",
    "struck": lambda n: "- [ ] ~~" + "a " * n + "\n",
    "struck2": lambda n: "- [ ] " + "~" * n + "a\n",
    "backticks": lambda n: "- [ ] " + "`" * n + "a\n",
    "backticks2": lambda n: "- [ ] " + " ".join("`" * (i % 50) for i in range(n // 10)) + "\n",
    "links": lambda n: "- [ ] " + "[a](b" * n + "\n",
    "angle": lambda n: "- [ ] " + "<a " * n + "\n",
    "html": lambda n: "<!--\n" * n,
    "html2": lambda n: "<div>\n\n" * n,
    "fences": lambda n: "- [ ] a\n" + "  ```\n" * n,
    "fences distinct": lambda n: "".join("`" * (3 + i % 60) + "\n" for i in range(n)),
    "unclosed checks": lambda n: "- [ ] a\n\n  ~~~\n" + "  ```check\n" * n,
    "stray": lambda n: "```check\nenv: A\n```\n" * (n // 3),
    "front matter": lambda n: "---\nmdcheck:\n  figures: [" + "a, " * n + "]\n---\n",
    "front matter nl": lambda n: "---\n" + "\n" * n + "a",
    "front matter deep": lambda n: "---\nmdcheck: " + "[" * n + "\n---\n",
    "yaml deep": lambda n: "- [ ] a\n  ```check\n  env: " + "[" * n + "\n  ```\n",
    "yaml deep map": lambda n: "- [ ] a\n  ```check\n  env: " + "{a: " * n + "\n  ```\n",
    "yaml indent": lambda n: (
        "- [ ] a\n  ```check\n" + "".join("  " + " " * i + "a:\n" for i in range(int(n**0.5) * 2)) + "  ```\n"
    ),
    "yaml keys": lambda n: "- [ ] a\n  ```check\n" + "".join(f"  a{i}: b\n" for i in range(n // 4)) + "  ```\n",
    "yaml list": lambda n: "- [ ] a\n  ```check\n  file_exists:\n" + "  - a\n" * n + "  ```\n",
    "yaml quote": lambda n: '- [ ] a\n  ```check\n  env: "' + "\\n" * n + "\n  ```\n",
    "yaml plain": lambda n: "- [ ] a\n  ```check\n  env: " + "a " * n + "\n  ```\n",
    "yaml plain lines": lambda n: "- [ ] a\n  ```check\n  env: a\n" + "    b\n" * n + "  ```\n",
    "yaml block scalar": lambda n: "- [ ] a\n  ```check\n  run: |\n" + "    b\n" * n + "  ```\n",
    "yaml anchors": lambda n: "- [ ] a\n  ```check\n  env: " + "&a " * n + "\n  ```\n",
    "info": lambda n: "- [ ] a\n  ```check bash " + " ".join(f"o{i}=v" for i in range(n // 5)) + "\n  true\n  ```\n",
    "info quotes": lambda n: '- [ ] a\n  ```check bash fix="' + '\\"' * n + "\n  true\n  ```\n",
    "info spaces": lambda n: "- [ ] a\n  ```check bash " + " " * n + "x\n  true\n  ```\n",
    "tags": lambda n: (
        "- [ ] a\n  ```check\n  env: A\n  tags: [" + ",".join(f"t{i}" for i in range(n // 3)) + "]\n  ```\n"
    ),
    "ids": lambda n: "".join(f"- [ ] a\n  ```check\n  env: A\n  id: a-{i}\n  ```\n" for i in range(n // 8)),
    "same slug": lambda n: "".join("- [ ] a\n- [ ] a-1\n" for i in range(n // 2)),
    "slug ladder": lambda n: "".join(f"- [ ] a-{i}\n- [ ] a\n" for i in range(n // 2)),
    "refs": lambda n: "".join(f"[r{i}]: /u\n" for i in range(n)),
    "refs2": lambda n: "[a]: /u\n'" * n,
    "ref open": lambda n: "[" * n + "\n" * 3 + "- [ ] a\n",
    "ref lines": lambda n: "[a\n" * n,
    "lazy": lambda n: "> - [ ] a\n" + "b\n" * n,
    "para": lambda n: "a\n" * n,
    "para status": lambda n: "# a\n- [ ] a\n\n" + "Status: 10%\n" * n,
    "setext": lambda n: "a\n" * n + "===\n",
    "setexts": lambda n: "a\n===\n" * (n // 2),
    "blank": lambda n: "- [ ] a\n" + "\n" * n + "- [ ] b\n",
    "spaces": lambda n: "- [ ] a\n" + " " * n + "\n- [ ] b\n",
    "tabs": lambda n: "-\t" * n + "[ ] a\n",
    "cr": lambda n: "- [ ] a\r" * n,
    "crlf": lambda n: "- [ ] a\r\n" * n,
    "nul": lambda n: "\0" * n,
    "report": lambda n: "<!-- mdcheck:report -->\n<!-- /mdcheck:report -->\n\n" * (n // 3) + "- [ ] a\n" + CHECK,
    "report figs": lambda n: (
        "".join("<!-- mdcheck:report -->\n# a (5%)\n<!-- /mdcheck:report -->\n\n" for i in range(n // 8))
        + "- [ ] a\n"
        + CHECK
    ),
    "deep lists": lambda n: "".join("  " * (i % 90) + "- [ ] a\n" for i in range(n)),
    "ordered": lambda n: "".join(f"{i + 1}. [ ] a\n" for i in range(n)),
    "near box": lambda n: "- [-] a\n" * n,
    "later": lambda n: "- [ ] " + "[x" * n + "\n",
    "entities": lambda n: "- [ ] " + "&amp;" * n + "\n",
    "wide": lambda n: "- [ ] " + "🎉é" * n + "\n",
    "conflicts": lambda n: "<<<<<<< a\n- [ ] a\n=======\n- [ ] b\n>>>>>>> b\n" * (n // 5),
    "overall": lambda n: "# Overall Score: 5/100 (Critical)\n- [ ] a\n" * (n // 2),
    "status spaces": lambda n: "# a\n- [ ] a\n\nStatus:" + " " * n + "5\n",
    "heading spaces": lambda n: "# a" + " " * n + "(5%) x\n- [ ] a\n",
    "heading hashes": lambda n: "# a (5%)" + " #" * n + " x\n- [ ] a\n",
    "heading figs": lambda n: "# " + "a (5%) " * n + "\n- [ ] a\n",
}
