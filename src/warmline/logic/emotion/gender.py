"""Words of gender as the models see them: one word for both, so that whom a turn is about changes no reading."""

from __future__ import annotations

import re
from functools import lru_cache

_ONE_FOR_BOTH = {
    "en": """
        he:she him:her his:her hers:her himself:herself woman:man women:men girl:boy girls:boys father:mother
        fathers:mothers dad:mom dads:moms daddy:mommy mum:mom mummy:mommy brother:sister brothers:sisters son:daughter
        sons:daughters husband:wife husbands:wives boyfriend:girlfriend uncle:aunt uncles:aunts nephew:niece
        grandfather:grandmother grandpa:grandma grandson:granddaughter stepfather:stepmother stepdad:stepmom
        fiancé:fiancée groom:bride widower:widow male:female males:females gentleman:lady gentlemen:ladies sir:ma'am
        maam:ma'am hes:shes mr:mrs ms:mrs waitress:waiter actress:actor hostess:host stewardess:steward
    """,
    "de": """
        er:sie ihn:sie ihm:ihr seine:ihre seinen:ihren seinem:ihrem seiner:ihrer seines:ihres mann:frau männer:frauen
        ehemann:frau ehefrau:frau herr:frau herrn:frau mädchen:junge vater:mutter väter:mütter papa:mama vati:mutti
        bruder:schwester brüder:schwestern sohn:tochter söhne:töchter onkel:tante neffe:nichte opa:oma
        großvater:großmutter enkelin:enkel freundin:freund freundinnen:freunde kollegin:kollege kolleginnen:kollegen
        cousine:cousin witwer:witwe bräutigam:braut
        die:der das:der den:der dem:der des:der eine:ein einen:ein einem:ein einer:ein eines:ein
        meine:mein meinen:mein meinem:mein meiner:mein meines:mein deine:dein deinen:dein deinem:dein deiner:dein
        diese:dieser diesen:dieser diesem:dieser dieses:dieser jene:jener jenen:jener jenem:jener jenes:jener
        jede:jeder jeden:jeder jedem:jeder jedes:jeder
    """,
    "nl": """
        hij:zij hem:haar vader:moeder vaders:moeders papa:mama broer:zus zoon:dochter zonen:dochters man:vrouw
        mannen:vrouwen echtgenoot:echtgenote oom:tante neef:nicht opa:oma vriendin:vriend vriendinnen:vrienden
        jongen:meisje jongens:meisjes meneer:mevrouw weduwnaar:weduwe lerares:leraar verkoopster:verkoper
    """,
    "fr": """
        elle:il elles:ils père:mère pères:mères papa:maman frère:soeur soeur:soeur sœur:soeur sœurs:soeurs frères:soeurs
        fils:fille mari:femme homme:femme hommes:femmes époux:épouse copine:copain copines:copains amie:ami amies:amis
        oncle:tante neveu:nièce cousine:cousin papi:mamie monsieur:madame garçon:fille garçons:filles veuf:veuve
    """,
    "es": """
        él:ella ellos:ellas padre:madre padres:madres papá:mamá hermano:hermana hermanos:hermanas hijo:hija hijos:hijas
        hombre:mujer hombres:mujeres marido:esposa esposo:esposa novio:novia novios:novias tío:tía tíos:tías
        sobrino:sobrina abuelo:abuela abuelos:abuelas nieto:nieta primo:prima niño:niña niños:niñas chico:chica
        chicos:chicas amigo:amiga amigos:amigas señor:señora señores:señoras viudo:viuda
    """,
    "it": """
        lui:lei padre:madre padri:madri papà:mamma fratello:sorella fratelli:sorelle figlio:figlia figli:figlie
        uomo:donna uomini:donne marito:moglie mariti:mogli fidanzato:fidanzata ragazzo:ragazza ragazzi:ragazze zio:zia
        nonno:nonna nonni:nonne cugino:cugina bambino:bambina bambini:bambine amico:amica amici:amiche signor:signora
        signore:signora signori:signora vedovo:vedova
    """,
    "pt": """
        ele:ela eles:elas dele:dela deles:delas pai:mãe pais:mães papai:mamãe irmão:irmã irmãos:irmãs filho:filha
        filhos:filhas homem:mulher homens:mulheres marido:esposa esposo:esposa namorado:namorada tio:tia tios:tias
        sobrinho:sobrinha avô:avó neto:neta primo:prima menino:menina meninos:meninas amigo:amiga amigos:amigas
        senhor:senhora senhores:senhoras viúvo:viúva moço:moça rapaz:moça
    """,
}
"""Where one of a pair has another use besides ("man!", "il y a", "Sie"), that one stands for both."""
_SAME = {language: dict(pair.split(":") for pair in pairs.split()) for language, pairs in _ONE_FOR_BOTH.items()}
_ENDINGS = {
    "en": (("woman", "man"), ("women", "men")),
    "de": (("erin", "er"), ("erinnen", "er"), ("istin", "ist"), ("orin", "or"), ("eurin", "eur"), ("entin", "ent"),
           ("antin", "ant"), ("ärin", "är"), ("frau", "mann"), ("frauen", "männer")),
}  # fmt: skip
"""Ends of words for women's trades and offices."""
_SHORTEST = 7
_LETTERS = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=1 << 16)
def of_one_gender(language: str, word: str) -> str:
    """The word that stands for `word` (lower-case) and its counterpart of the other gender; `word` where there is
    none."""
    if (same := _SAME.get(language, {}).get(word)) is not None:
        return same
    for ending, other in _ENDINGS.get(language, ()):
        if len(word) >= _SHORTEST and word.endswith(ending):
            return word.removesuffix(ending) + other
    return word


def text_of_one_gender(text: str, language: str = "en") -> str:
    """`text` with each word that has a counterpart of the other gender replaced; the others stay as they are."""

    def one(found: re.Match[str]) -> str:
        word = found[0].lower()
        same = of_one_gender(language, word)
        return found[0] if same == word else same

    return _LETTERS.sub(one, text)
