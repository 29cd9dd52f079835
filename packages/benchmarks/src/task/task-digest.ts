import { createHash } from 'node:crypto';
import type { Task, TaskDocument } from './task.ts';

/** The content of a digest. `settings`: everything else that changes a score (metrics, delimiters, filters); absent if all have their defaults. */
export interface DigestedTask {
  readonly name: string;
  readonly version: string;
  readonly kind: Task['kind'];
  readonly documents: readonly TaskDocument[];
  readonly settings?: unknown;
}

/** SHA-256 (hex) of a task's content: tasks with equal digests have the same prompts and scores. */
export function digestTask({ name, version, kind, documents, settings }: DigestedTask): string {
  const content = JSON.stringify([name, version, kind, documents, ...(settings === undefined ? [] : [settings])]);
  return createHash('sha256').update(content).digest('hex');
}
