"""Built files: found by hash, kept for ever, and protected like pages."""

import base64
import hashlib

import pytest

from intranet.web import assets


@pytest.mark.parametrize("name", ["css/app.css", "js/app.js", "js/htmx.js", "fonts/plus-jakarta-sans.woff2"])
def test_files_are_served_for_ever(lab, name):
    response = lab.app.test_client().get(assets.asset(name), buffered=True)

    assert response.status_code == 200
    assert "immutable" in response.headers["Cache-Control"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Origin" not in response.headers


def test_files_are_served_compressed(lab):
    response = lab.app.test_client().get(assets.asset("js/htmx.js"), headers={"Accept-Encoding": "br"}, buffered=True)

    assert response.headers["Content-Encoding"] == "br"


def test_first_load_keeps_the_budget(lab):
    lab.person()
    client = lab.app.test_client()
    sent = {
        path: len(client.get(path, headers={"Accept-Encoding": "br"}, buffered=True).data)
        for path in ("/lab/halaman", assets.asset("css/app.css"), assets.asset("js/app.js"), assets.asset("js/htmx.js"))
    }

    assert sum(sent.values()) <= 30 * 1024
    assert sent[assets.asset("js/app.js")] + sent[assets.asset("js/htmx.js")] <= 18 * 1024


def test_inline_style_is_the_one_that_the_policy_allows(lab):
    lab.person()
    page = lab.browser().get("/lab/halaman")

    style = page.one("style").string
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()

    assert f"style-src 'self' 'sha256-{digest}'" in page.response.headers["Content-Security-Policy"]


def test_own_script_is_small():
    assert assets.file_path("js/app.js").stat().st_size <= 5000


@pytest.mark.parametrize(
    "path",
    [
        "/static/../factory.py",
        "/static/%2e%2e/factory.py",
        "/static/manifest.json",
        "/.git/config",
        "/.env",
        "/instance/intranet.db",
        "/console",
    ],
)
def test_nothing_else_of_the_tree_is_served(lab, path):
    assert lab.app.test_client().get(path).status_code == 404


@pytest.mark.parametrize(
    ("css", "small"),
    [
        ("a { color : red ; }", "a{color :red}"),
        ('a::before { content: "x  { y"; }', 'a::before{content:"x  { y"}'),
        (
            "/* note */\n@media (min-width: 40rem) {\n a b , c > d { margin: calc(1px + 2px) 0; }\n}",
            "@media (min-width:40rem){a b,c>d{margin:calc(1px + 2px) 0}}",
        ),
        ("a :hover{b:c}", "a :hover{b:c}"),
        (
            "a { opacity: 0.5; margin: 10.05px -0.5em; color: rgb(0 0 0 / 0.25) }",
            "a{opacity:.5;margin:10.05px -0.5em;color:rgb(0 0 0 / .25)}",
        ),
        ("a{background:url('x y.svg')}", "a{background:url('x y.svg')}"),
    ],
)
def test_styles_are_minified_without_changing_them(css, small):
    assert assets.minify_css(css) == small


@pytest.mark.parametrize(
    ("script", "small"),
    [
        ("// note\n  const a = 'x  =  y';\n", "const a='x  =  y';\n"),
        ("if (a === b && c) return d ? e : f;", "if(a===b&&c)return d?e:f;\n"),
        ('a.replace(/^W \\/|"  "/g, "");', 'a.replace(/^W \\/|"  "/g,"");\n'),
        ("for (const x of [1, 2]) { y(x); }", "for(const x of [1,2]){y(x);}\n"),
    ],
)
def test_scripts_are_minified_without_changing_them(script, small):
    assert assets.minify_js(script) == small


def test_letters_find_their_font():
    assert assets.font_path("arimo-400-normal").read_bytes()[:4] == b"wOF2"
