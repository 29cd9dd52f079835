const SPLIT_NAME = /^(.*)-(\d{5})-of-(\d{5})\.gguf$/;

/** Names of all parts of the split model that contains `file` (`…-00002-of-00005.gguf`), in order; `[file]` if it is not the name of a part. */
export function listSplitFiles(file: string): readonly string[] {
  const match = SPLIT_NAME.exec(file);
  if (match === null) return [file];
  const [, stem, , count] = match;
  const total = Number(count);
  return total === 0
    ? [file]
    : Array.from({ length: total }, (_, index) => `${stem}-${String(index + 1).padStart(5, '0')}-of-${count}.gguf`);
}
