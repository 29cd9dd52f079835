import { createHash } from 'node:crypto';
import type { Task, TaskDocument } from './task.ts';

/** What a digest covers. `settings`: whatever else changes a score (metrics, delimiters, filters); left out where all are the defaults. */
export interface DigestedTask {
  readonly name: string;
  readonly version: string;
  readonly kind: Task['kind'];
  readonly documents: readonly TaskDocument[];
  readonly settings?: unknown;
}

/** SHA-256 (hex) of a task's content: two tasks of one digest ask and score the same. */
export function digestTask({ name, version, kind, documents, settings }: DigestedTask): string {
  const content = JSON.stringify([name, version, kind, documents, ...(settings === undefined ? [] : [settings])]);
  return createHash('sha256').update(content).digest('hex');
}
