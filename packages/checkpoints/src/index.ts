export type { Checkpoint, Json, StoredLayout, StoredTensor, StoredType } from './checkpoint.ts';
