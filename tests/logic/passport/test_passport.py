from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from warmline.adapters.policies import load_hand_over_policy
from warmline.domain.message import ConversationId, Message, MessageId, Role, Token
from warmline.domain.people import ContactId
from warmline.logic.emotion.delicate import delicate_among
from warmline.logic.passport.drafting import Draft, draft
from warmline.logic.passport.facts import facts_in
from warmline.logic.passport.repeats import Repeats, repeats, wants
from warmline.logic.privacy import redact

POLICY = load_hand_over_policy()
EN = POLICY.words["en"]
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
C, B, A = Role.CUSTOMER, Role.BOT, Role.AGENT


def talk(*said: tuple[Role, str]) -> list[Message]:
    found = []
    for number, (role, text) in enumerate(said, 1):
        clean = redact(text)
        tokens = tuple(Token(each.start, each.end, each.token) for each in clean.entities)
        found.append(
            Message(
                MessageId(str(number)), ConversationId("t"), ContactId("anna"), number, role,
                NOW + timedelta(minutes=number), text, clean.text, tokens,
            )
        )  # fmt: skip
    return found


FACTS = [
    ("en", "My order AB-12345 of 3 March cost $49.90.", "product order; order AB-12345; date 3 March; amount $49.90"),
    ("en", "Order 4711234 has not arrived since Monday", "product Order; order 4711234; date Monday"),
    ("de", "Paket 20391-7, 3. März, 1.249,00 €", "product Paket; order 20391-7; date 3. März; amount 1.249,00 €"),
    ("fr", "Commande FR998877, 12/10/26: 35 euros", "product Commande; order FR998877; date 12/10/26; amount 35 euros"),
    ("es", "El pedido 88123 del 4 de mayo costó 20 €", "product pedido; order 88123; date 4 de mayo; amount 20 €"),
    ("it", "L'ordine 55501 del 2026-10-01", "product ordine; order 55501; date 2026-10-01"),
    ("nl", "Mijn bestelling 77889 van 5 oktober", "product bestelling; order 77889; date 5 oktober"),
    ("pt", "A encomenda PT-4455 de 6 de junho", "product encomenda; order PT-4455; date 6 de junho"),
    ("en", "In 2024 I waited 12 days, really 100%", ""),
]  # fmt: skip


@pytest.mark.parametrize("language, text, wanted", FACTS)
def test_facts(language: str, text: str, wanted: str) -> None:
    found = facts_in(text, (), POLICY.words[language])
    assert "; ".join(f"{fact.kind} {text[fact.start : fact.end]}" for fact in found) == wanted


def test_what_redact_finds_is_no_other_fact_and_is_quoted_to_nobody() -> None:
    messages = talk((C, "My card 4556 7375 8689 9855, mail anna@example.org, call +49 170 1234567. Order 4711234."))
    assert [each.text for each in draft(messages, [], EN, lambda texts: ())] == ["card", "Order", "4711234"]


def test_a_passport_holds_facts_what_was_tried_and_what_is_open() -> None:
    messages = talk(
        (C, "Where is my parcel? I ordered it on 3 March."),
        (B, "It is on its way. Please wait."),
        (C, "I already called twice, order 4711234. Will it ever come? And who pays?"),
    )
    said = [Draft("facts", "my parcel has not come", "1")]
    assert [(each.section, each.text) for each in draft(messages, said, EN, lambda texts: ())] == [
        ("facts", "parcel"), ("facts", "3 March"), ("facts", "order"), ("facts", "4711234"),
        ("facts", "my parcel has not come"), ("tried", "It is on its way."),
        ("tried", "I already called twice, order 4711234."), ("open", "Will it ever come?"), ("open", "And who pays?"),
    ]  # fmt: skip


DELICATE = {
    "en": ["I have cancer, who pays?", "I lost my job, can I pay later?"],
    "de": ["Ich habe Krebs, wer zahlt?", "Ich bin arbeitslos, kann ich später zahlen?"],
    "fr": ["J'ai un cancer, qui paie ?"],
    "es": ["Tengo cáncer, ¿quién paga?"],
    "it": ["Ho un tumore, chi paga?"],
    "nl": ["Ik heb kanker, wie betaalt dat?"],
    "pt": ["Tenho cancro, quem paga?"],
}


@pytest.mark.parametrize("language", DELICATE)
def test_signs_of_a_vulnerability_are_quoted_to_nobody(language: str) -> None:
    phrases = tuple(each for each in POLICY.delicate if each.language == language)
    texts = DELICATE[language]
    assert delicate_among([*texts, "4711234?"], phrases) == set(texts)


QUESTIONS = [
    ("en", "What is your order number?", "order"), ("en", "Could you tell me your email address?", "email"),
    ("en", "How much did you pay?", "amount"), ("en", "When did you order it?", "date"),
    ("en", "Which product is it?", "product"), ("en", "May I have your phone number, please.", "phone"),
    ("en", "Would you give me the reference once more?", "order"), ("en", "How are you today?", None),
    ("en", "Shall I send a new one?", None), ("en", "Your order number is in the e-mail.", None),
    ("de", "Wie lautet Ihre Bestellnummer?", "order"), ("de", "Nennen Sie mir bitte Ihre Kundennummer.", "order"),
    ("de", "Wie viel haben Sie bezahlt?", "amount"), ("de", "Wann haben Sie bestellt?", "date"),
    ("de", "Um welches Gerät geht es?", "product"), ("de", "Unter welcher Nummer läuft der Auftrag?", "order"),
    ("de", "Soll ich Ihnen ein neues schicken?", None), ("de", "Darf ich Sie um Geduld bitten?", None),
    ("fr", "Quel est votre numéro de commande ?", "order"), ("fr", "Combien avez-vous payé ?", "amount"),
    ("fr", "Quand avez-vous commandé ?", "date"), ("fr", "Quel produit avez-vous reçu ?", "product"),
    ("fr", "Puis-je vous rappeler ?", None), ("fr", "Votre adresse e-mail, s'il vous plaît.", "email"),
    ("es", "¿Cuál es su número de pedido?", "order"), ("es", "¿Cuánto pagó?", "amount"),
    ("es", "¿Cuándo lo compró?", "date"), ("es", "¿Qué producto ha recibido?", "product"),
    ("es", "¿Le envío otro?", None), ("es", "¿Me dice su correo electrónico?", "email"),
    ("it", "Qual è il numero d'ordine?", "order"), ("it", "Quanto ha pagato?", "amount"),
    ("it", "Quando ha ordinato?", "date"), ("it", "Quale prodotto ha ricevuto?", "product"),
    ("it", "Vuole un rimborso?", None), ("it", "Mi dà il suo numero di telefono?", "phone"),
    ("nl", "Wat is uw bestelnummer?", "order"), ("nl", "Hoeveel heeft u betaald?", "amount"),
    ("nl", "Wanneer heeft u besteld?", "date"), ("nl", "Welk product heeft u gekregen?", "product"),
    ("nl", "Zal ik een nieuwe sturen?", None), ("nl", "Mag ik uw e-mailadres?", "email"),
    ("pt", "Qual é o número da encomenda?", "order"), ("pt", "Quanto pagou?", "amount"),
    ("pt", "Quando foi a compra?", "date"), ("pt", "Que produto recebeu?", "product"),
    ("pt", "Posso enviar outro?", None), ("pt", "Qual é o seu e-mail?", "email"),
]  # fmt: skip
"""Some that the words do not hold stand among them, as they come."""


def test_how_many_questions_for_a_fact_are_found() -> None:
    found = [(kind, wants(text, POLICY.words[language])) for language, text, kind in QUESTIONS]
    right = sum(kind in wanted for kind, wanted in found if kind)
    asked, claimed = sum(kind is not None for kind, _ in found), sum(bool(wanted) for _, wanted in found)
    assert right / asked >= 0.9, (right, asked)
    assert right / claimed >= 0.95, (right, claimed)


def test_the_repeat_yourself_index() -> None:
    messages = talk(
        (C, "My order 4711234 has not come. I paid $20."),
        (B, "What is your order number?"),  # before the hand-over: not counted
        (A, "Hello, what is your order number?"),
        (A, "And your email address?"),
        (C, "anna@example.org"),
        (A, "Sorry, your email address again, please?"),
        (A, "When did you order?"),
    )
    assert repeats(messages, 2, [], EN) == Repeats(2, 4)
    assert repeats(messages, 2, ["3 March"], EN) == Repeats(3, 4)
