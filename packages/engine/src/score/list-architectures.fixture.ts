import { ARCHITECTURES } from '@lamina/checkpoints';

/** The table of docs/architectures.md: every model_type, and the cases of architectures.test.ts whose numbers prove it. */
export function listArchitectures(goldens: Readonly<Record<string, { readonly config: Readonly<Record<string, unknown>> }>>): string {
  const rows = ARCHITECTURES.flatMap(({ modelTypes }) => {
    const proofs = Object.entries(goldens).filter(([, { config }]) => modelTypes.some((type) => type === typeOfDecoder(config)));
    return `| ${modelTypes.map((type) => `\`${type}\``).join(', ')} | ${proofs.map(([name]) => name).join(', ')} |`;
  });
  return ['| model_type | cases with PyTorch’s numbers |', '|---|---|', ...rows.sort()].join('\n');
}

function typeOfDecoder({ model_type: modelType, text_config: text }: Readonly<Record<string, unknown>>): unknown {
  if (typeof text === 'object' && text !== null && 'model_type' in text) return text.model_type;
  return modelType === 'qwen2_vl' ? 'qwen2_vl_text' : modelType;
}

/** Kinds of files whose weights are read. */
const READ_FILES: ReadonlySet<string> = new Set(['safetensors', 'GGUF', 'NVFP4', 'AWQ', 'FP8', 'MXFP4', 'w4a16']);
/** model_type of multimodal files, by that of their decoder. */
const DECODERS: Readonly<Record<string, string>> = {
  qwen3_5: 'qwen3_5_text',
  qwen3_5_moe: 'qwen3_5_moe_text',
  gemma4: 'gemma4_text',
  gemma3: 'gemma3_text',
};

/** The table of coverage of docs/architectures.md. @param csv packages/engine/fixtures/downloads-2026.csv */
export function listCoverage(csv: string): string {
  const types = new Set(ARCHITECTURES.flatMap(({ modelTypes }) => modelTypes));
  const rows = csv.trim().split('\n').slice(1);
  const shares = rows.map((row) => {
    const [kind = '', name = '', percent = ''] = row.split(',');
    const isRead = kind === 'files' ? READ_FILES.has(name) : types.has(DECODERS[name] ?? name);
    return { kind, name, percent: Number(percent), isRead };
  });
  const lines = Object.entries({ model_type: 'by `model_type`', files: 'by kind of file' }).map(([kind, label]) => {
    const own = shares.filter((share) => share.kind === kind);
    const sum = (some: typeof own): number => some.reduce((total, { percent }) => total + percent, 0);
    const [known, read] = [sum(own), sum(own.filter(({ isRead }) => isRead))];
    const missing = own.filter(({ isRead }) => !isRead).map(({ name, percent }) => `${name} ${percent} %`);
    const cells = [label, ...[known, read, (100 * read) / known].map((share) => `${share.toFixed(1)} %`), missing.join(', ')];
    return `| ${cells.join(' | ')} |`;
  });
  return ['| counted | known share of downloads | read | read, of the known | not read |', '|---|---|---|---|---|', ...lines].join('\n');
}
