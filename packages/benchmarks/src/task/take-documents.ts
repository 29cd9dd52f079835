import { getAt } from '@lamina/errors';
import type { Task, TaskDocument } from './task.ts';

/** A task with the documents at these places, in this order. It keeps the digest of the task that they are taken from. */
export function takeDocuments(task: Task, places: readonly number[]): Task {
  const documents = places.map((place): TaskDocument => getAt<TaskDocument>(task.documents, place));
  // They are of the task's kind, because they are its own.
  return { ...task, documents } as Task;
}
