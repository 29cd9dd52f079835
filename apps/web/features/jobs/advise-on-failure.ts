const RETRY = 'Retry it; if it fails again, the log below says what happened before.';

/** Advice for each error code. It is shown with the message, which names value, limit and place. */
const ADVICE: Readonly<Record<string, string>> = {
  BAD_USER_INPUT: 'Correct the value that the message names and submit again. A retry of the same job would fail again.',
  NOT_FOUND: 'Register the missing item, or put its folder into a model folder of the scorer, then retry.',
  FILE_NOT_FOUND: 'Put the file where the message says, then retry.',
  FILE_UNREADABLE: 'Give the scorer’s user read permission for the file, then retry.',
  EXTERNAL_DATA_MISSING: 'Put the weight file into the folder of the graph, then retry.',
  EXTERNAL_DATA_INVALID: 'Export or download the model again; its weight file does not fit its graph.',
  MODEL_MALFORMED: 'Export or download the model again; onnx.checker names the same place.',
  MODEL_UNSUPPORTED: 'lamina inspect prints what was found in the graph. Another exporter or variant of the model may work.',
  MODEL_TOO_LARGE: 'Use a machine with more memory or a smaller variant, such as :q4.',
  SELF_CHECK_FAILED:
    'The logits of the rewritten graph differ from those of the file, so nothing was stored. lamina inspect shows the difference.',
  CERTIFICATE_FAILED:
    'The logits of the written model differ from those of its parent without the blocks, so the written model was deleted. Please report this with the model’s name.',
  TOKENIZER_MISSING: 'Put tokenizer.json into the model’s folder, then retry.',
  TEXT_TOO_SHORT: 'Choose a smaller window or a longer calibration text.',
  DISK_FULL: 'Free space on the scorer’s disk, then retry: finished work is kept.',
  HUB_UNREACHABLE: 'Check HF_ENDPOINT and the network of the scorer, then retry: finished downloads are kept.',
  STORE_UNREACHABLE:
    'Check that the bucket’s server runs and that the scorer reaches it, then retry: the model is written and uploaded again.',
  HUB_ANSWER_INVALID: 'Check the name, the revision and, for a private model, HF_TOKEN of the scorer.',
  RUNTIME_FAILED: 'Retry it; on a GPU, try LAMINA_EXECUTION_PROVIDERS=cpu to find out whether the provider is the cause.',
  TIMEOUT: 'Retry it; a faster worker or fewer benchmarks finish sooner.',
  ATTEMPT_LOST: 'Its worker stopped sending heartbeats: check whether the machine ran out of memory, then retry.',
};

/** Advice about a failed job. */
export function adviseOnFailure(code: string): string {
  return Object.hasOwn(ADVICE, code) ? (ADVICE[code] ?? RETRY) : RETRY;
}
