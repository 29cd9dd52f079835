/** A short name for a folder or a model of the hub: `HuggingFaceTB/SmolLM2-135M:fp16` → `smollm2-135m-fp16`. */
export function suggestSlug(reference: string): string {
  return reference
    .trim()
    .replace(/\/+$/, '')
    .replace(/^.*\//, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replaceAll(/^[^a-z0-9]+|[^a-z0-9]+$/g, '');
}
