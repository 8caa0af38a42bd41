"""The shipped classifier: what it says, why, and when it leaves the word to a person."""

from __future__ import annotations

import unicodedata

import pytest

from classifiers import Classifier, CommentText, Span, load_classifier
from moderation.vocabulary import Label, Reason

POST = "Từ ngày 1/7, hộ kinh doanh khai thuế qua ứng dụng trên điện thoại."

CLEAR = [
    ("Cho em hỏi không có điện thoại thì khai ở đâu ạ?", Label.POLICY_QUESTION),
    ("khai thuế thì cần giấy tờ gì vậy ad", Label.POLICY_QUESTION),
    ("nghe nói thu về cán bộ chia nhau hết chứ có làm gì đâu", Label.CONTRARY_INFORMATION),
    ("Đề nghị cơ quan thuế cử người xuống chợ hướng dẫn bà con lớn tuổi", Label.FEEDBACK),
    ("vay nhanh không thế chấp, lãi 0%, giải ngân 5 phút, ib zalo", Label.ILLEGAL_CONTENT),
    ("nhà em bán nem chua rán ship tận nơi 50k/hộp inbox em nhé", Label.SPAM),
    ("@Lan Anh coi nè bà ơi 😂", Label.OTHER),
]


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    """The artefact of this repository."""
    return load_classifier()


def first(classifier: Classifier, text: str, post: str = POST) -> Label:
    """The primary label of one comment."""
    return classifier.classify([CommentText("1", text, post)])[0].primary


@pytest.mark.parametrize(("text", "label"), CLEAR)
def test_a_clear_comment_gets_its_label(classifier: Classifier, text: str, label: Label) -> None:
    """One plain case of each label."""
    assert first(classifier, text) is label


def test_decomposed_text_gets_the_same_prediction(classifier: Classifier) -> None:
    """Telephones that send NFD change nothing."""
    for text, _ in CLEAR:
        composed, decomposed = classifier.classify(
            [
                CommentText("1", text, POST),
                CommentText("2", unicodedata.normalize("NFD", text), POST),
            ]
        )
        assert composed.labels == pytest.approx(decomposed.labels, abs=1e-5)


def test_a_comment_does_not_depend_on_its_neighbours(classifier: Classifier) -> None:
    """A batch is only quicker, never different."""
    comments = [CommentText(str(at), text, POST) for at, (text, _) in enumerate(CLEAR)]
    together = classifier.classify(comments)
    alone = [classifier.classify([comment])[0] for comment in comments]

    assert [made.primary for made in together] == [made.primary for made in alone]
    assert [made.spans for made in together] == [made.spans for made in alone]


@pytest.mark.parametrize(
    "text",
    [
        "căn hộ chung cư cc mini có được cấp sổ không ạ",
        "giá vl xây dựng tăng quá, đề nghị bình ổn",
        "UBND TP.HCM trả lời giúp người dân với",
        "đất 120 m² thì nộp thuế bao nhiêu",
        "cần mang CCCD bản gốc không ạ",
        "dm các mặt hàng được giảm thuế xem ở đâu ạ",
        "phạt thế là quá nặng với người nghèo, cần xem lại",
        "làm ăn kiểu này thì dân khổ, cán bộ hạch sách suốt",
        "quy định ngu ngốc, ngồi phòng lạnh nghĩ ra",
    ],
)
def test_harmless_letters_and_sharp_criticism_are_never_illegal(
    classifier: Classifier, text: str
) -> None:
    """Collisions of the lexicons, and words that only hurt."""
    assert first(classifier, text) is not Label.ILLEGAL_CONTENT


def test_the_probabilities_are_shares(classifier: Classifier) -> None:
    """They sum to one, and name every label."""
    for made in classifier.classify([CommentText("1", text, POST) for text, _ in CLEAR]):
        assert set(made.labels) == set(Label)
        assert sum(made.labels.values()) == pytest.approx(1, abs=1e-4)


def test_reasons_stand_beside_illegal_content_and_nowhere_else(classifier: Classifier) -> None:
    """Every illegal comment names a fault; no other comment does."""
    for made in classifier.classify([CommentText("1", text, POST) for text, _ in CLEAR]):
        assert bool(made.reasons) == (made.primary is Label.ILLEGAL_CONTENT)


def test_a_loan_shark_is_named_as_fraud(classifier: Classifier) -> None:
    """The reason is what the evidence is filed under."""
    (made,) = classifier.classify([CommentText("1", CLEAR[4][0], POST)])

    assert Reason.FRAUD in made.reasons


def test_spans_carry_the_decision(classifier: Classifier) -> None:
    """Without the marked words the label is less likely."""
    for text, label in CLEAR:
        (made,) = classifier.classify([CommentText("1", text, POST)])
        if not made.spans:
            continue
        (rest,) = classifier.classify([CommentText("1", without(text, made.spans), POST)])
        assert rest.labels[label] < made.labels[label], text


def without(text: str, spans: tuple[Span, ...]) -> str:
    """The text with the spans cut out."""
    for span in reversed(spans):
        text = text[: span.start] + text[span.end :]
    return text


def test_on_own_pages_an_unknown_post_counts_as_an_announcement(classifier: Classifier) -> None:
    """A network seldom tells the post's words at once; what is known is read as ever."""
    own = load_classifier(own_pages=True)
    bare, placed = ([CommentText("1", text, post) for text, _ in CLEAR] for post in ("", POST))

    assert [made.primary for made in own.classify(bare)] == [label for _, label in CLEAR]
    assert own.classify(bare) != classifier.classify(bare)
    assert own.classify(placed) == classifier.classify(placed)


def test_spans_are_few_and_each_a_few_words(classifier: Classifier) -> None:
    """Where more words speak for the label than are shown, no span reaches for the rest."""
    text = (
        "Cho hỏi làm căn cước bao nhiêu tiền vậy, hôm qua trời mưa to quá. Phải nộp giấy tờ gì "
        "không ạ, nhà em ở cuối xóm. Bao giờ có kết quả, đường trơn lắm. Có cần đặt lịch trước "
        "không, con mèo nhà em vàng. Nộp ở đâu vậy ạ, tối qua em xem đá bóng. Thủ tục mất mấy "
        "ngày vậy, sáng nay em ăn phở. Lệ phí bao nhiêu tiền ạ"
    )
    (made,) = classifier.classify([CommentText("1", text, "")])
    assert len(made.spans) == 4
    assert all(len(text[span.start : span.end].split()) <= 8 for span in made.spans)


def test_a_label_that_no_word_speaks_for_has_no_spans(classifier: Classifier) -> None:
    """A pasted link a thousand times over is spam by its form alone."""
    post = "Từ ngày 1/7, hộ kinh doanh khai thuế qua ứng dụng trên điện thoại."
    (made,) = classifier.classify([CommentText("1", "http://a.com " * 1500, post)])
    assert made.spans == ()


def test_spans_lie_in_the_original_text(classifier: Classifier) -> None:
    """Offsets hold although the text is decomposed, stretched and full of pictures."""
    text = unicodedata.normalize("NFD", "🙏🙏 Cho   em hỏiiiii   thủ tục ở đâu ạ????")
    (made,) = classifier.classify([CommentText("1", text, POST)])

    assert made.spans
    assert all(0 <= span.start < span.end <= len(text) for span in made.spans)
    assert {span.label for span in made.spans} == {made.primary.value}


@pytest.mark.parametrize("text", ["", " ", "\n", "\x00\x01", "😡" * 500, "a" * 20_000, "\ud800"])
def test_anything_can_be_read(classifier: Classifier, text: str) -> None:
    """No text of a citizen stops the queue."""
    (made,) = classifier.classify([CommentText("1", text)])

    assert made.primary in Label


def test_no_comments_give_no_predictions(classifier: Classifier) -> None:
    """An empty batch is a batch."""
    assert classifier.classify([]) == []
