import type { Segment } from '@lamina/surgery';
import { createSession, type ModelSession, type SessionOptions } from '../session/session.ts';

/** A loaded part of a model. */
export interface Part {
  readonly segment: Segment;
  readonly session: ModelSession;
}

/** Loads parts of a model over the same mapped weights. */
export interface PartLoader {
  /** @param keepsMemory for parts whose rows are too large to be allocated in every run */
  load(segment: Segment, keepsMemory?: boolean): Promise<Part>;
  /** Releases some of the loaded parts. */
  unload(parts: readonly Part[]): Promise<void>;
  /** Releases all of them. */
  release(): Promise<void>;
}

export function createPartLoader(weightFolder: string, options: SessionOptions): PartLoader {
  const sessions = new Set<ModelSession>();
  const drop = async (dropped: readonly ModelSession[]): Promise<void> => {
    for (const session of dropped) sessions.delete(session);
    await Promise.all(dropped.map((session) => session.release()));
  };
  return {
    async load(segment, keepsMemory = false) {
      const session = await createSession(segment.model, weightFolder, { ...options, takesTurns: true, keepsMemory });
      sessions.add(session);
      return { segment, session };
    },
    unload: (parts) => drop(parts.map(({ session }) => session)),
    release: () => drop([...sessions]),
  };
}
