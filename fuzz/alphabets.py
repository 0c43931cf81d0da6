"""What the bytes of an input stand for: pieces of the language, so that most inputs come near to being documents."""

from __future__ import annotations


def _pieces(text: str) -> tuple[str, ...]:
    """The words of a text, where `·` stands for a blank and `⏎` for the end of a line."""
    return tuple(word.replace("·", " ").replace("⏎", "\n") for word in text.split())


_ODD = ("\r\n", "\r", "\t", "\0", "\ufeff", "\u2028", "\x0b", "\x85", "\xa0")

_LAYOUT = _pieces(r"""
    ⏎ ⏎ ⏎ ⏎⏎ · ·· ···· >· >⏎ ---⏎ ===⏎ ***⏎ \ ` ``` ~~~ ```⏎ <!-- --> <div> </div> [a]:·/u⏎ ---⏎title:·a⏎---⏎
""")
_WORDS = _pieces("a b c·d **a** _b_ ~~ é 🎉 [a](b) 1.· Section·2:· #· ⏎#·a⏎ ⏎##·b⏎ ⏎##·c⏎ ⏎###·a⏎")
_ITEMS = _pieces("""
    -· *· 1.· 2)· -·-· [·]· [x]· [X]· [] [·] [~]· [✅]· -·[·]·a⏎ -·[x]·a⏎ -·[X]·b⏎ ··-·[·]·d⏎ >·-·[·]·e⏎
    -·[·]·~~f~~·g⏎ 10.·[·]·h⏎
""")
_CHECKS = _pieces("""
    ··```check⏎··env:·HOME⏎··```⏎ ··```check·bash⏎··true⏎··```⏎ ··```check⏎ ··```check·bash⏎ ··```⏎ ```check⏎
    ··id:·a⏎ ··needs:·[a]⏎ ---⏎mdcheck:⏎---⏎ ---⏎mdcheck:⏎··figures:·[status]⏎---⏎ check· mdcheck:⏎
""")
_FIGURES = _pieces("""
    ·(70%) ·[70%] ·(7%·complete) ·[7/10] ⏎Status:·70%⏎ ⏎**Progress**:·7/10⏎ ⏎**Completion:**·100%⏎
    ⏎Overall·Score:·**52/100**·(Ready)⏎ ⏎##·Overall·Progress:·46%⏎
""")
_TABLES = _pieces("""
    | |⏎ ⏎|·a·|·%·|⏎|---|--:|⏎ |·a·|·70%·|⏎ |·b·|··7%·|⏎ ⏎|·A·|·Completion·|⏎|·-·|·----------·|⏎|·a·|·7%·········|⏎
    ⏎|·A·|·Status·|·Progress·|⏎|---|---|---|⏎ |·a·|·✅·|·7/10·|⏎ |·b·|·⬜·|·**0%**·|⏎ |·1.·a·|·⚠️·|·50%·complete·|⏎
""")
_REPORTS = _pieces("<!--·mdcheck:report·-->⏎ <!--·/mdcheck:report·-->⏎") * 2
_CONFLICTS = _pieces("<<<<<<<·a⏎ =======⏎ >>>>>>>·b⏎ |||||||·c⏎")

DOCUMENT = (*_LAYOUT, *_WORDS, *_ITEMS, *_CHECKS, *_FIGURES, *_TABLES, *_REPORTS, *_CONFLICTS, *_ODD)
"""For whole documents."""

_VERSION = _pieces("""
    -·[·]·a⏎ -·[x]·a⏎
    -·[·]·b⏎ -·[X]·b⏎
    ··-·[·]·c⏎ ··-·[x]·c⏎
    >·-·[·]·d⏎ >·-·[x]·d⏎
    -·[·]·e·f⏎ -·[·]·e·g⏎
    -·[·]·a·long·text⏎ -·[·]·a·longer·text⏎
    -·[·]·~~a~~·b⏎ -·[·]·a⏎
    ··```check⏎··env:·A⏎··```⏎ ··```check⏎··env:·B⏎··```⏎
    ··```check·bash⏎··true⏎··```⏎ ··```check·bash⏎··false⏎··```⏎
    ··```check⏎··id:·p⏎··env:·A⏎··```⏎ ··```check⏎··run:·a⏎··```⏎
    ⏎#·a⏎⏎ ⏎#·b⏎⏎
    ⏎##·a·(50%)⏎ ⏎##·a·(100%)⏎
    ⏎##·c⏎ ⏎###·c⏎
    ⏎##·one·[0/2]⏎⏎ ⏎##·two·[0/2]⏎⏎
    ⏎Status:·5%⏎⏎ ⏎Status:·55%·words⏎⏎
    ⏎**Progress**:·0/1⏎⏎ ⏎**Progress**:·1/1⏎⏎
    ⏎Overall·Score:·**52/100**·(Ready)⏎⏎ ⏎Overall·Score:·**0/100**·(Critical)⏎⏎
    ⏎|·A·|·Status·|·%··|⏎|---|---|----|⏎ ⏎|·A·|·Status·|·%··|⏎|---|:-:|----|⏎
    |·a·|·✅·|·0%·|⏎ |·a·|·⬜·|·5%·|⏎
    |·b·|·⚠️·|·50%|⏎ |·b·|·⚠️·|·100%|⏎
    ⏎<!--·mdcheck:report·-->⏎ <!--·/mdcheck:report·-->⏎⏎
    old⏎ new⏎
    ---⏎mdcheck:⏎---⏎ ---⏎mdcheck:⏎··figures:·[status]⏎---⏎
    ⏎ ⏎⏎
    ·· >·
    ```⏎ ~~~⏎
    <!-- -->
    <<<<<<<·a⏎ =======⏎
    >>>>>>>·b⏎ |||||||·c⏎
""")
VERSION = (*_VERSION, "\r\n", "\r", "\ufeff", "a")
"""For versions of a document. Pieces come in pairs: what two people might make of the same line."""

_FIGURE = _pieces(r"""
    Status Progress Completion Overall· Score Progress : : · · ·· ** __ * _ ( ) [ ] | | \ ` # ## - – . , / %
    % (70%) [70%] [7/10] (7%·complete) 7/10 70% 05% 100% 52/100 0 1 99 999999999 complete ·complete Ready Critical
    Almost·Ready (Ready) (Critical) Needs·Improvement ✅ ⚠️ ⚠ ⬜ ❌ a b A 1. Section·2: --- :-: points off é ~~ <!-- -->
""")
FIGURE = (*_FIGURE, "\t", "\xa0", "\0")
"""For lines that might hold a figure."""

_YAML = _pieces("""
    ⏎ ⏎ ⏎ ⏎·· ⏎-· · ·· : :· -· , ,· [ ] { } " ' & * &a· *a ! !!str· # ·#a ? | |⏎ > >- % @ ` ~ --- ... << \\ 0x1f 1e3
    a b é 🎉 12:30 1.10 1_000 no on null true 90s 10m 1h30m 7d 0 2 -1 .5 1e400 .nan .inf blocker warning bloker any all
    env:·HOME⏎ file_exists:·a⏎ file_exists:·[a,·b]⏎ file_exists:⏎··paths:·a⏎ glob_count: contains: value: links: run:
    timeout:·90s⏎ timeout:·1h30m⏎ weight:·2⏎ tags:·[a,·b]⏎ retries:·2⏎ inputs:·a,b⏎ inputs:⏎-·a⏎ cache:·7d⏎ fix:·a⏎
    severity:·warning⏎ needs:·[a]⏎ id:·a⏎ junit: http: paths: pattern: match: min: max: exclude: at:
    equals: exists: flags: name: id: needs: severity: timeout: weight: tags: fix: url: retries: inputs:
    cache: mdcheck: mdcheck:⏎ figures: files:
""")
YAML = (*_YAML, *_ODD)
"""For check blocks and front matter."""

_INFO = _pieces(r"""
    · · · ·· = = " " ' ' \ ` , { } # : a b é 🎉 12:30 1.10 no 90s 10m 7d 0 -1 blocker warning any bash sh python check
    bash· yaml· check· timeout= fix= severity= id= needs= weight= tags= url= retries= inputs= cache= shell= cwd= env= x=
    ·weight=2 ·timeout=90s ·retries=3 ·tags=a,b ·needs=a ·cache=7d ·inputs=a ·inputs={a,b} ·severity=blocker ·id=b
    ·fix="a·b"
""")
INFO = (*_INFO, *_ODD[2:])
"""For what stands behind the word `check`."""


TOML = _pieces("""
    ⏎ ⏎ ⏎ · = = =· . . , [ ] [[ ]] { } " ' \\ # \"\"\" ''' [tool.mdcheck]⏎ [tool] [bands] tool.mdcheck mdcheck bands
    figures files fail_under jobs commit kinds ready almost_ready not_ready = 1 0x1f 1e400 -1 inf nan 1_000 true false
    1979-05-27 07:32:00 a b é
    files·=·["a.md"]⏎ bands·=·{ready·=·90}⏎ jobs·=·2⏎ fail_under·=·50⏎ figures·=·["status"]⏎ kinds·=·"k.py"⏎
    commit·=·false⏎
    a.a.a.a.a.a.a.a. "a". [[[[[[[[ {a={a={a=
""")
"""For settings files."""

REPORT = _pieces(r"""
    <testsuites> </testsuites> <testsuite·tests="3"> <testsuite·tests="1"·failures="1"·skipped="2"> <testsuite>
    </testsuite> <testcase·name="a"/> <testcase·name="b"·status="skipped"/> <testcase·classname="C"·name="c">
    </testcase> <failure/> <error/> <skipped/> <aborted/> <flakyFailure/> <rerunError/> <failsafe-summary>
    <completed>3</completed> <errors>1</errors> </failsafe-summary> <coverage·line-rate="0.5">
    <coverage·lines-valid="2"·lines-covered="1"> <coverage> </coverage> <project>
    <metrics·statements="2"·coveredstatements="1"/> <file·name="a"> </file> </project> <report> </report>
    <counter·type="LINE"·missed="1"·covered="1"/> <package·name="p"> <sourcefile·name="a"> <class·filename="a">
    </class> <line·number="1"·hits="1"/> <line·number="2"·hits="0"·branch="True"·condition-coverage="50%·(1/2)"/>
    <line·nr="1"·ci="1"/> TN:⏎ SF:a⏎ SF:b⏎ DA:1,1⏎ DA:2,0⏎ BRDA:1,0,0,1⏎ LF:2⏎ LH:1⏎ end_of_record⏎ #⏎ mode:·set⏎
    a.go:1.1,2.2·1·1⏎ b.go:1.1,2.2·2·0⏎ {"version":"2.1.0","runs":[
    {"tool":{"driver":{"name":"T","rules":[{"id":"R"}]}},"results":[ {"ruleId":"R"} ]} ]} , { } [ ] :
    {"totals":{"covered_lines":1,"num_statements":2},"files":{ {"total":{"lines":{"covered":1,"total":2}} null 1 -1
    1e999 " ·
""")
"""For reports of tests, coverage and analyses."""

SECRET = _pieces(r"""
    password passwd api_key token secret key PASS Db_Password = := : => , || \" ?? or· ?: " ' ` " ( ) { } [ ] < > </
    /> ; @ :// process.env. os.getenv( env( ${ :- :? } default· value name --· -u· -p curl· mysql· docker·login·
    Bearer· Basic· ENV· machine·a·login·b·password· <password> </password> kind:·Secret⏎ kind:·SealedSecret⏎ data:⏎
    stringData:⏎ ---⏎ ·· ⏎ · hunter2hunter2 x9Kq27LmVw4tZ1 YWRtaW4= LS0tLS1CRUdJTi -----BEGIN· PRIVATE·KEY----- AKIA
    ghp_ user host=db; &
""")
"""For files that may hold credentials."""


def text_of(data: bytes, alphabet: tuple[str, ...]) -> str:
    """Bytes as pieces of an alphabet, or as the text that they are if they begin with 0xFF."""
    if data[:1] == b"\xff":
        return data[1:].decode("utf-8", "replace")
    return "".join(alphabet[byte % len(alphabet)] for byte in data)
