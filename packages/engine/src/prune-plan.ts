/** What a pruned model keeps of its parent, in terms any tool can use. */
export interface PrunePlan {
  readonly format: 'lamina-prune-plan@1';
  readonly parent: { readonly name: string; readonly graphSha256: string };
  readonly strategy: string;
  readonly blocksBefore: number;
  readonly removed: readonly number[];
  readonly kept: readonly number[];
}
