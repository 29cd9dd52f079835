"""The word-level tokenizer, as the files that every Hugging Face runtime loads."""

import json
from pathlib import Path

from world import list_words

UNKNOWN = "<unk>"
# One marker both ends a document and, where a runtime wants a first token, starts it (as in GPT-2).
END = "<|endoftext|>"
TOKENS = [UNKNOWN, END, *list_words()]
IDS = {token: index for index, token in enumerate(TOKENS)}
END_ID = IDS[END]


def encode(text: str) -> list[int]:
    """Token ids of a generated text; an unknown word is a mistake in the generator and raises KeyError."""
    return [IDS[word] for word in text.split()]


def describe_special(token: str) -> dict[str, object]:
    """An added token as tokenizer.json writes it."""
    flags = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
    return {"id": IDS[token], "content": token, **flags}


def build_tokenizer() -> dict[str, object]:
    """The content of tokenizer.json.

    WordPiece without continuation pieces takes whole words only, exactly as WordLevel does; the JavaScript
    package @huggingface/tokenizers has no WordLevel model.
    """
    model = {"type": "WordPiece", "unk_token": UNKNOWN, "continuing_subword_prefix": "##"}
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [describe_special(UNKNOWN), describe_special(END)],
        "normalizer": {"type": "Lowercase"},
        "pre_tokenizer": {"type": "Whitespace"},
        "post_processor": None,
        "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True},
        "model": {**model, "max_input_chars_per_word": 100, "vocab": IDS},
    }


def build_tokenizer_config(max_length: int) -> dict[str, object]:
    """The content of tokenizer_config.json: no token is added to a text unless a caller asks for it."""
    return {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "unk_token": UNKNOWN,
        "bos_token": END,
        "eos_token": END,
        "pad_token": END,
        "add_bos_token": False,
        "add_eos_token": False,
        "clean_up_tokenization_spaces": True,
        "model_max_length": max_length,
    }


def save_tokenizer(folder: Path, max_length: int) -> None:
    """Writes tokenizer.json and tokenizer_config.json."""
    contents = {"tokenizer.json": build_tokenizer(), "tokenizer_config.json": build_tokenizer_config(max_length)}
    for name, content in contents.items():
        (folder / name).write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")
