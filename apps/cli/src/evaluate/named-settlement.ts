import type { TaskSettlement } from '@lamina/engine';

/** A verdict on one task, and the name under which a person reads it. */
export interface NamedSettlement extends Omit<TaskSettlement, 'metric' | 'filter' | 'seed' | 'method'> {
  readonly name: string;
  readonly metric: string;
}
