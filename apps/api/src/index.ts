export { type ApiOptions, type RunningApi, startApi } from './server/start-api.ts';
