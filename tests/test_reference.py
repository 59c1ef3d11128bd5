import pytest

from assistant.language.reference import referent, refers_back


@pytest.mark.parametrize(
    ("sentence", "leans"),
    [
        ("He asked Moscow for help.", True),
        ('"She was there," they said.', True),
        ("It cost 83 million crowns.", True),
        ("This was the first strike.", True),
        ("Their boats were damaged.", True),
        ("Theirs were damaged.", True),
        ("The ministry said so.", True),
        ("The company, which makes boats, said so.", True),
        ("The ministry of defence said so.", False),
        ("The company Storm & Vale said so.", False),
        ("Hers Bay was flooded.", False),
        ("Storm damaged 42 boats.", False),
        ("Thebes was flooded.", False),
        ("Italy won.", False),
    ],
)
def test_sentences_that_refer_back(sentence: str, leans: bool) -> None:
    assert refers_back(sentence) is leans


@pytest.mark.parametrize(
    ("sentence", "before", "name"),
    [
        ("He asked for help.", "Mr. Ilham Aliyev spoke on Sunday.", "Ilham Aliyev"),
        ("She asked for help.", "British Congresswoman Noor Vale spoke on Sunday.", "Noor Vale"),
        ("She won.", "On Monday, Mary Storm ran again.", "Mary Storm"),
        ("He won.", "Mayor John Storm ran again.", "John Storm"),
        ("She won.", '"We ran," said Mary Storm.', "Mary Storm"),
        ("She won.", '"We ran," Mary Storm said.', "Mary Storm"),
    ],
)
def test_a_person_is_named_when_title_or_given_name_fits(sentence: str, before: str, name: str) -> None:
    assert referent(sentence, [before]) == name


@pytest.mark.parametrize(
    "place",
    ["Nagorno Karabakh", "Port Elm", "Cape Town", "Hurricane Ian", "Apple Watch", "King George Island"],
)
@pytest.mark.parametrize("before", ["Fighting went on in {}.", "{} was hit on Monday.", "{} said nothing."])
@pytest.mark.parametrize("pronoun", ["He", "She"])
def test_a_place_or_a_thing_is_not_a_person(pronoun: str, before: str, place: str) -> None:
    assert referent(f"{pronoun} said no.", [before.format(place)]) == ""


@pytest.mark.parametrize(
    ("sentence", "before"),
    [
        ("She said no.", "Mr. Ilham Aliyev spoke on Sunday."),
        ("He said no.", "Queen Noor Vale spoke on Sunday."),
        ("She said no.", "John Storm spoke on Sunday."),
        ("She said no.", "President Ilham Aliyev spoke on Sunday."),  # the gender is unknown
        ("He said no.", "President Ilham Aliyev spoke on Sunday."),
    ],
)
def test_the_pronoun_must_fit_the_person(sentence: str, before: str) -> None:
    assert referent(sentence, [before]) == ""


def test_the_article_may_decide_between_he_and_she() -> None:
    before = ["President Ilham Aliyev spoke on Sunday."]
    article = f"{before[0]} He said no. Aliyev said he was ready."
    assert referent("He said no.", before, article) == "Ilham Aliyev"
    assert referent("She said no.", before, article) == ""
    assert referent("He said no.", before, f"{article} Aliyev added she would come.") == ""


@pytest.mark.parametrize(
    "before",
    [
        "Mary Storm ran against Ilse Vale.",
        "Mary Storm ran in Port Elm.",  # it is unclear which of the two is a person
        "Mary Storm thanked the woman who had fired.",
        "Mary Storm's house was searched.",
        "The suspect was arrested by Sheriff Mary Storm.",
        "A woman met Mary Storm.",
        "Nobody was named.",
        "Officials of the White House spoke on Sunday.",
    ],
)
def test_an_ambiguous_pronoun_has_no_referent(before: str) -> None:
    assert referent("She had fired twice.", [before]) == ""


def test_the_same_pronoun_is_resolved_further_back() -> None:
    assert referent("He won.", ["John Storm ran again.", "He was fast."]) == "John Storm"
    assert referent("He won.", ["John Storm ran again.", "She was fast."]) == ""
    assert referent("He won.", ["John Storm ran again.", "He met Paul Vale."]) == ""
    assert referent("He won.", ["John Storm ran.", "He ran.", "He ran.", "He ran."]) == ""


@pytest.mark.parametrize(
    ("sentence", "before", "name"),
    [
        ("The ministry said so.", "On Sunday Armenian Defence Ministry officials met.", ""),
        ("The ministry said so.", "The Armenian Defence Ministry met.", "Armenian Defence Ministry"),
        ("The ministry said so.", "The Defence Ministry and the Health Ministry met.", ""),
        ("The company said so.", "The Storm & Vale Company met.", "Storm & Vale Company"),
        ("The company said so.", "Shares of the great Storm & Vale Company fell.", "Storm & Vale Company"),
        ("The president said so.", "Vice President Mary Storm met them.", ""),
        ("It cost much.", "The Bridge of Tarn was opened.", ""),
    ],
)
def test_the_only_institution_is_named(sentence: str, before: str, name: str) -> None:
    assert referent(sentence, [before]) == name
