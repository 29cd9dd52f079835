/** The setting of the prune job that a stored repair was asked for. */
export interface RepairSettingFacts {
  readonly window?: number;
  /** Number of windows from the start; null = all. */
  readonly windows?: number | null;
  readonly bos?: string;
  readonly alpha?: number | string;
  readonly rank?: number;
}

/** The setting in words, without kind, token rule and text: `rank 64, ridge 0.1, windows of 128 tokens, the first 16, BOS never`. */
export function describeRepairSetting({ window, windows, bos = 'auto', alpha, rank }: RepairSettingFacts): string {
  const parts = [
    rank === undefined ? null : `rank ${rank}`,
    alpha === undefined ? null : `ridge ${alpha}`,
    window === undefined ? null : `windows of ${window} tokens`,
    // Null: all windows of the text.
    (windows ?? null) === null ? null : `the first ${windows}`,
    bos === 'auto' ? null : `BOS ${bos}`,
  ];
  return parts.filter((part) => part !== null).join(', ');
}
