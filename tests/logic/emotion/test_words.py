import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.hostile import BLNS, SMALL
from warmline.logic.emotion.words import lower_in_place, split_words, strip_accents

TABLE = [
    # text, words, kinds (w word, l stretched, n number, . stop, s sign)
    ("", "", ""),
    ("Hello there", "hello there", "ww"),
    ("don't DON’T dont", "dont dont dont", "www"),
    ("rock 'n' roll", "rock n roll", "www"),
    ("l'eau d’accord qu'il", "l eau d accord qu il", "wwwwww"),
    ("L'ho, dell'ordine", "l ho dell ordine", "wwww"),
    ("quelqu'un d'autre", "quelqu un d autre", "wwww"),
    ("sooo looong", "so long", "ll"),
    ("goood food", "god food", "lw"),
    ("www mmm XXL", "w m xxl", "www"),
    ("waaaay too baaad", "way too bad", "lwl"),
    ("why?! no!!! ok.", "why ? no ! ok .", "w.w.w."),
    ("well... hmm… yes", "well … hmm … yes", "w.w.w"),
    ("first; second", "first ; second", "w.w"),
    ("one\ntwo", "one two", "ww"),
    ("one\n\ntwo", "one \n two", "w.w"),
    ("a, b: c (d)", "a b c d", "wwww"),
    ("I paid 1.299,00 on 12/03 at 9:30", "i paid 1.299,00 on 12/03 at 9:30", "wwnwnwn"),
    ("1 2,5 3.", "1 2,5 3 .", "nnn."),
    ("gr8 4ever", "gr 8 4 ever", "wnnw"),
    ("😡 ok 😀😀", "😡 ok 😀 😀", "swss"),
    ("fine :) or =( or :P", "fine :) or =( or :p", "wswsws"),
    ("nice ;-) one ;)", "nice ;-) one ;)", "wsws"),
    ("http://x.de", "http x . de", "ww.w"),
    ("a:)", "a", "w"),
    ("Größe déjà vu", "größe déjà vu", "www"),
    ("ÉTÉ", "été", "w"),
    ("snake_case", "snake case", "ww"),
    ("שלום עולם", "שלום עולם", "ww"),
    ("bad \ud800 pair", "bad pair", "ww"),
    ("\x00\u200b\ufeff", "", ""),
    ("½ ok", "½ ok", "sw"),
]
KINDS = {"w": "word", "l": "stretched", "n": "number", ".": "stop", "s": "sign"}


@pytest.mark.parametrize("text, words, kinds", TABLE)
def test_words(text: str, words: str, kinds: str) -> None:
    found = split_words(text)
    assert found.words == tuple(words.split(" ") if words else ())
    assert found.kinds == tuple(KINDS[kind] for kind in kinds)


@pytest.mark.parametrize(
    "text, plain",
    [
        ("Größe", "grosse"),
        ("déjà", "deja"),
        ("ŒUVRE", "oeuvre"),
        ("smørbrød", "smorbrod"),
        ("łódź", "lodz"),
        ("señor", "senor"),
        ("coração", "coracao"),
        ("l’été", "l ete"),
        ("ﬁne", "fine"),
        ("ＷＨＹ", "why"),
        ("aujourd’hui", "aujourdhui"),
    ],
)
def test_plain_words_are_as_phrases_are_typed(text: str, plain: str) -> None:
    assert " ".join(split_words(text).plain) == plain


@pytest.mark.parametrize("text", ["Größe déjà vu", "ŵ ǅ", "Ça coûte très cher", "não é possível"])
def test_decomposed_letters_are_the_same_words(text: str) -> None:
    composed, decomposed = split_words(text), split_words(unicodedata.normalize("NFD", text))
    assert decomposed.words == composed.words
    assert decomposed.plain == composed.plain
    assert len(decomposed.text) > len(composed.text)


def test_a_stretched_word_is_the_same_with_decomposed_letters() -> None:
    composed, decomposed = split_words("trèèès bien"), split_words(unicodedata.normalize("NFD", "trèèès bien"))
    assert (decomposed.words, decomposed.kinds) == (composed.words, composed.kinds)


def test_letters_with_many_marks_are_one_word() -> None:
    found = split_words("z" + "\u0301" * 200 + "a")
    assert found.plain == ("za",)
    assert (found.starts, found.ends) == ((0,), (202,))


@pytest.mark.parametrize("text", ["İSTANBUL", "ß", "ΑΣ", "Iİi", "\ud800A", "ǅ"])
def test_lowering_moves_nothing(text: str) -> None:
    assert len(lower_in_place(text)) == len(text)


def test_lowering_keeps_a_letter_that_would_grow() -> None:
    assert lower_in_place("İA") == "İa"


def test_accents_go_and_letters_stay() -> None:
    assert strip_accents("éèüßøœæłđñ") == "eeussooeaeldn"


TEXTS = st.one_of(
    st.text(st.characters(codec=None, categories=None), max_size=80),
    st.lists(
        st.sampled_from(
            ("don't", "L’", "sooo", "!!", "?", "...", "\n\n", " ", "e\u0301", "😡", "👩‍👧", ":)", "12,5",
                "ß", "İ", "\ud800", "ﷺ", "a")
        ),
        max_size=20,
    ).map("".join),
)  # fmt: skip


def hold(text: str) -> None:
    found = split_words(text)
    assert len({*map(len, (found.words, found.plain, found.kinds, found.starts, found.ends))}) == 1
    end = 0
    for word, kind, start, stop in zip(found.words, found.kinds, found.starts, found.ends, strict=True):
        assert end <= start < stop <= len(text)
        assert word
        assert kind in KINDS.values()
        end = stop


@settings(max_examples=150)
@given(TEXTS)
def test_words_follow_each_other_inside_any_text(text: str) -> None:
    hold(text)


@pytest.mark.parametrize("text", [*SMALL, *BLNS], ids=lambda text: ascii(text)[:30])
def test_words_of_hostile_texts(text: str) -> None:
    hold(text)


@settings(max_examples=150)
@given(st.text(st.characters(max_codepoint=127), max_size=60))
def test_plain_text_is_cut_alike_beside_other_letters(text: str) -> None:
    assert split_words(text + " é").words == (*split_words(text + " ").words, "é")


def test_an_apostrophe_that_is_a_letter_is_a_word_alone() -> None:
    found = split_words("\u02bc")
    assert (found.words, found.plain) == (("\u02bc",), ("\u02bc",))
    hold("\u02bc")
