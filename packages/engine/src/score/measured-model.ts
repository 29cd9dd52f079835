import { NOTHING_REMOVED, type Removal } from '@lamina/plans';
import { bypassUnits, dropNanGuards, exposeBlockMetrics, exposeTokenLoss } from '@lamina/surgery';
import { feedFactsOf } from '../model/facts/model-facts.ts';
import type { OpenedModel } from '../model/open/open-model.ts';
import { buildFeeds, type TokenBatch } from '../session/build-feeds.ts';
import type { Outputs } from '../session/run-batches.ts';
import { createSession, type RuntimeFacts, type SessionOptions } from '../session/session.ts';

/** A model that is ready to be measured: its outputs are those of exposeBlockMetrics and exposeTokenLoss. */
export interface MeasuredModel {
  readonly runtime: RuntimeFacts;
  /** The best number of tokens for one call; null where every number is equally good. */
  readonly tokensPerCall: number | null;
  /** The outputs of each batch, in order. @throws AppError RUNTIME_FAILED */
  run(batches: readonly TokenBatch[]): AsyncGenerator<Outputs>;
  release(): Promise<void>;
}

export interface MeasureOptions extends SessionOptions {
  /** The units to pass by. */
  readonly removal?: Removal;
  /** If false, the language-model head is left out, and with it the token losses. */
  readonly losses?: boolean;
  /** If false, no batch contains padding, and the guards for rows that attend to nothing are left out. */
  readonly padded?: boolean;
}

/** Loads the whole model in one session, with all reductions inside its graph. */
export async function createMeasuredModel({ structure, mapped, source }: OpenedModel, options: MeasureOptions): Promise<MeasuredModel> {
  const passed = bypassUnits(structure, options.removal ?? NOTHING_REMOVED);
  const bypassed = options.padded === false ? { ...passed, model: dropNanGuards(passed.model) } : passed;
  const measured =
    options.losses === false
      ? exposeBlockMetrics(bypassed)
      : exposeTokenLoss(exposeBlockMetrics(bypassed, { keep: [structure.logits] }), structure.logits);
  const session = await createSession(measured, mapped.weightFolder, options);
  const facts = feedFactsOf(source);
  return {
    runtime: session.runtime,
    tokensPerCall: null,
    async *run(batches) {
      for (const batch of batches) yield await session.run(buildFeeds(session.model.graph, batch, facts));
    },
    release: () => session.release(),
  };
}
