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
