export { createHubSplitLoader } from './create-hub-split-loader.ts';
export { listBundledTasks, loadTaskFolder } from './load-task-folder.ts';
export { loadTaskRows } from './load-task-rows.ts';
export { type LoadedTasks, loadTasks, type TaskChoice } from './load-tasks.ts';
export { type PublishedModel, readPublishedLayers } from './published-layers.ts';
