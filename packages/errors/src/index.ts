export { AppError, type AppErrorCode } from './app-error.ts';
export { assertNever } from './assert-never.ts';
