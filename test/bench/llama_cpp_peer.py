"""llama.cpp as a peer of packed.ts: llama_cpp_peer.py FILE.gguf THREADS TOKENS. For each line on stdin, one window of TOKENS tokens is read with the logits of
all positions; the answer is its processor time in seconds and the peak memory of the process in MB. Needs llama-cpp-py-sync."""
import resource
import sys
import time

from llama_cpp_py_sync._cffi_bindings import get_ffi, get_lib


def main() -> None:
    path, threads, tokens = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    ffi, lib = get_ffi(), get_lib()
    quiet = ffi.callback("void(enum ggml_log_level, const char *, void *)", lambda *_: None)
    lib.llama_log_set(quiet, ffi.NULL)
    lib.llama_backend_init()
    options = lib.llama_model_default_params()
    options.n_gpu_layers = 0
    model = lib.llama_model_load_from_file(path.encode(), options)
    if model == ffi.NULL:
        sys.exit(f"llama.cpp cannot load {path}")
    options = lib.llama_context_default_params()
    options.n_ctx = options.n_batch = options.n_ubatch = tokens
    options.n_threads = options.n_threads_batch = threads
    for window, _ in enumerate(sys.stdin):
        context = lib.llama_init_from_model(model, options)
        batch = lib.llama_batch_init(tokens, 0, 1)
        batch.n_tokens = tokens
        for place in range(tokens):
            batch.token[place] = (place * 7919 + window * 31) % 50_000
            batch.pos[place], batch.n_seq_id[place], batch.seq_id[place][0], batch.logits[place] = place, 1, 0, 1
        started = time.process_time()
        if lib.llama_decode(context, batch):
            sys.exit("llama.cpp cannot run the file")
        seconds = time.process_time() - started
        lib.llama_batch_free(batch)
        lib.llama_free(context)
        print(f"{seconds:.4f} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000:.0f}", flush=True)


main()
