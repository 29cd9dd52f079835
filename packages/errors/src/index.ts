export { AppError, type AppErrorCode } from './app-error.ts';
export { assertNever } from './assert-never.ts';
export { batchesOf } from './batches-of.ts';
export { getAt } from './get-at.ts';
export { getEntry } from './get-entry.ts';
export { messageOf, parseJsonOrRefuse } from './parse-json.ts';
export { createRefusal, type Refuse } from './refusal.ts';
