"""Loads a pruned GGUF with llama.cpp: it must generate the same greedy text as Lamina does from it. The ONNX model that Lamina writes
without the same blocks must generate this text too.

    python check_gguf.py --lamina COMMAND --model FILE --work FOLDER
"""

import argparse
import os
import shutil

from check_checkpoints import lamina_text
from checks import Checks, Lamina, expect_equal
from gguf import GGUFReader
from llama_cpp_py_sync._cffi_bindings import get_ffi, get_lib

REMOVED = [[1], [0, 2]]
ROOM = 256


class LlamaCpp:
    """A model in llama.cpp on the CPU, with a float32 cache."""

    def __init__(self, path):
        self.ffi, self.lib = get_ffi(), get_lib()
        self.quiet = self.ffi.callback("void(enum ggml_log_level, const char *, void *)", lambda *_: None)
        self.lib.llama_log_set(self.quiet, self.ffi.NULL)
        options = self.lib.llama_model_default_params()
        options.n_gpu_layers = 0
        self.model = self.lib.llama_model_load_from_file(path.encode(), options)
        if self.model == self.ffi.NULL:
            raise RuntimeError(f"llama.cpp cannot load {path}")
        self.vocab = self.lib.llama_model_get_vocab(self.model)
        self.size = self.lib.llama_vocab_n_tokens(self.vocab)

    def tokenize(self, text):
        encoded, ids = text.encode(), self.ffi.new(f"int32_t[{ROOM}]")
        count = self.lib.llama_tokenize(self.vocab, encoded, len(encoded), ids, ROOM, False, True)
        return [ids[place] for place in range(count)]

    def detokenize(self, ids):
        text = self.ffi.new(f"char[{16 * ROOM}]")
        count = self.lib.llama_detokenize(self.vocab, self.ffi.new("int32_t[]", ids), len(ids), text, 16 * ROOM, True, False)
        return self.ffi.buffer(text, count)[:].decode(errors="replace")

    def last_logits(self, ids):
        options = self.lib.llama_context_default_params()
        options.n_ctx = options.n_batch = options.n_ubatch = ROOM
        options.n_threads = options.n_threads_batch = 1
        options.type_k = options.type_v = options.flash_attn_type = 0
        context = self.lib.llama_init_from_model(self.model, options)
        tokens = self.ffi.new("int32_t[]", ids)
        failed = self.lib.llama_decode(context, self.lib.llama_batch_get_one(tokens, len(ids)))
        logits = [] if failed else self.ffi.unpack(self.lib.llama_get_logits_ith(context, -1), self.size)
        self.lib.llama_free(context)
        if failed:
            raise RuntimeError(f"llama.cpp cannot run {len(ids)} tokens")
        return logits

    def generate(self, ids, count):
        """Greedy decoding: the most likely token, until the end token or `count` tokens."""
        made = []
        while len(made) < count:
            logits = self.last_logits([*ids, *made])
            best = max(range(self.size), key=logits.__getitem__)
            if self.lib.llama_vocab_is_eog(self.vocab, best):
                break
            made.append(best)
        return made


def generate_text(path, context, count):
    model = LlamaCpp(path)
    return model.detokenize(model.generate(model.tokenize(context), count))


def check_sublayers(checks, lamina, arguments):
    """An attention and an MLP leave the file: llama.cpp computes the logits of a file in which their output weights are zeros."""
    out, silenced = os.path.join(arguments.work, "gguf-sublayers"), os.path.join(arguments.work, "silenced.gguf")
    result = checks.run("GGUF without sublayers: pruned", lambda: lamina.prune(arguments.model, [], out, "--remove-attention", "1", "--remove-mlp", "0"))
    if result is None:
        return
    shutil.copyfile(arguments.model, silenced)
    with open(silenced, "r+b") as file:
        for tensor in GGUFReader(arguments.model).tensors:
            if tensor.name in ("blk.1.attn_output.weight", "blk.0.ffn_down.weight"):
                file.seek(tensor.data_offset)
                file.write(bytes(tensor.n_bytes))
    [written] = [os.path.join(out, entry) for entry in os.listdir(out) if entry.endswith(".gguf")]
    ids = [5, 9, 2, 11, 7, 3]
    expected, found = (LlamaCpp(path).last_logits(ids) for path in (silenced, written))
    checks.run("GGUF without sublayers: llama.cpp computes the same logits", lambda: expect_equal(found, expected, "logits"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for option in ("--lamina", "--model", "--work"):
        parser.add_argument(option, required=True)
    arguments = parser.parse_args()
    checks, lamina = Checks(), Lamina(arguments.lamina)
    context, count = "The lighthouse keeper looked at the sea and", 64
    for removed in REMOVED:
        title = f"GGUF without {removed}"
        name = "-".join(map(str, removed))
        pruned, onnx = (os.path.join(arguments.work, f"{kind}-{name}") for kind in ("gguf", "onnx-of-gguf"))
        result = checks.run(f"{title}: pruned", lambda: lamina.prune(arguments.model, removed, pruned))
        if result is None:
            continue
        checks.run(f"{title}: its certificate passed", lambda: expect_equal(result["certificate"]["passed"], True, "certificate"))
        expected = lamina_text(lamina, pruned, arguments.work)
        [file] = [os.path.join(pruned, entry) for entry in os.listdir(pruned) if entry.endswith(".gguf")]
        checks.run(f"{title}: llama.cpp generates as Lamina", lambda: expect_equal(generate_text(file, context, count), expected, "generated text"))
        if checks.run(f"{title}: written as ONNX", lambda: lamina.prune(arguments.model, removed, onnx, "--format", "onnx")) is not None:
            checks.run(f"{title}: the ONNX model generates the same", lambda: expect_equal(lamina_text(lamina, onnx, arguments.work), expected, "generated text"))
    check_sublayers(checks, lamina, arguments)
    checks.finish()


if __name__ == "__main__":
    main()
