"""Loads a pruned GGUF with llama.cpp: it must generate the same greedy text as Lamina does from it. The ONNX model that Lamina writes
without the same blocks must generate this text too. Files without an attention and an MLP must have the logits of the parent with both silenced.

    python check_gguf.py --lamina COMMAND --model FILE --tokenizer FOLDER --work FOLDER
"""

import argparse
import os
import shutil

import torch
from check_checkpoints import lamina_text
from checks import Checks, Lamina, expect_equal
from gguf import GGUFReader
from llama_cpp_py_sync._cffi_bindings import get_ffi, get_lib
from transformers import Qwen2Config, Qwen2ForCausalLM

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


def write_qwen2(tokenizer, folder):
    """A safetensors Qwen 2 of three blocks with random weights and biases, and the tokenizer of another model."""
    sizes = {"hidden_size": 64, "intermediate_size": 96, "num_hidden_layers": 3, "num_attention_heads": 4, "num_key_value_heads": 2}
    torch.manual_seed(7)
    model = Qwen2ForCausalLM(Qwen2Config(vocab_size=512, **sizes, max_position_embeddings=ROOM))
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.copy_(torch.randn_like(parameter) * 0.2 + (1 if "norm" in name else 0))
    model.save_pretrained(folder)
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(os.path.join(tokenizer, name), folder)


def find_gguf(folder):
    [file] = [os.path.join(folder, entry) for entry in os.listdir(folder) if entry.endswith(".gguf")]
    return file


def silence(model, path):
    """A copy of a file in which the second attention and the first MLP add nothing."""
    shutil.copyfile(model, path)
    with open(path, "r+b") as file:
        for tensor in GGUFReader(model).tensors:
            if tensor.name in ("blk.1.attn_output.weight", "blk.0.ffn_down.weight"):
                file.seek(tensor.data_offset)
                file.write(bytes(tensor.n_bytes))


def expect_close(found, expected, limit):
    difference = max(abs(one - other) for one, other in zip(found, expected, strict=True))
    if difference > limit:
        raise AssertionError(f"logits differ by {difference}, expected at most {limit}")


def check_sublayers(checks, lamina, work, title, sources):
    """An attention and an MLP leave the file: llama.cpp computes the logits of the parent in which their output weights are zeros.

    `sources`: the GGUF file, and other forms of the same model that Lamina writes as GGUF without them."""
    silenced, ids = os.path.join(work, "silenced.gguf"), [5, 9, 2, 11, 7, 3]
    silence(sources[0], silenced)
    expected = LlamaCpp(silenced).last_logits(ids)
    for source in sources:
        named = f"{title} without sublayers, from {os.path.basename(source)}"
        out = os.path.join(work, f"{os.path.basename(source)}-sublayers")
        options = ("--remove-attention", "1", "--remove-mlp", "0", "--format", "gguf")
        if checks.run(f"{named}: pruned", lambda: lamina.prune(source, [], out, *options)) is None:
            continue
        found = find_gguf(out)
        kept = [tensor.name for tensor in GGUFReader(found).tensors if tensor.name.startswith("blk.1.attn")]
        checks.run(f"{named}: no tensor of the attention is left", lambda: expect_equal(kept, [], "tensors"))
        # Permuted rows are summed in another order.
        checks.run(f"{named}: llama.cpp computes the same logits", lambda: expect_close(LlamaCpp(found).last_logits(ids), expected, 1e-4))


def check_qwen2(checks, lamina, arguments):
    folder, written = os.path.join(arguments.work, "qwen2"), os.path.join(arguments.work, "qwen2-gguf")
    write_qwen2(arguments.tokenizer, folder)
    if checks.run("Qwen 2: written as GGUF", lambda: lamina.prune(folder, [], written, "--format", "gguf")) is not None:
        check_sublayers(checks, lamina, arguments.work, "Qwen 2", [find_gguf(written), folder])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for option in ("--lamina", "--model", "--tokenizer", "--work"):
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
        file = find_gguf(pruned)
        checks.run(f"{title}: llama.cpp generates as Lamina", lambda: expect_equal(generate_text(file, context, count), expected, "generated text"))
        if checks.run(f"{title}: written as ONNX", lambda: lamina.prune(arguments.model, removed, onnx, "--format", "onnx")) is not None:
            checks.run(f"{title}: the ONNX model generates the same", lambda: expect_equal(lamina_text(lamina, onnx, arguments.work), expected, "generated text"))
    check_sublayers(checks, lamina, arguments.work, "llama", [arguments.model])
    check_qwen2(checks, lamina, arguments)
    checks.finish()


if __name__ == "__main__":
    main()
