export { createHubSplitLoader } from './create-hub-split-loader.ts';
export { loadTaskFolder } from './load-task-folder.ts';
export { type HubSplitLoader, loadTaskRows, type RowPlaces } from './load-task-rows.ts';
export { type LoadedTask, type LoadedTasks, loadTasks, type TaskChoice } from './load-tasks.ts';
export { type RowFormat, readRows } from './read-rows.ts';
