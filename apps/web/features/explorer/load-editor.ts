/**
 * The parts of the editor in the order in which they need each other. Evaluated at once they would hold the page for half a second; one by
 * one, each in a moment when the browser has nothing else to do, none is felt.
 */
const PARTS: readonly (() => Promise<unknown>)[] = [
  () => import('graphql'),
  () => import('monaco-editor/esm/vs/base/browser/dom.js'),
  () => import('monaco-editor/esm/vs/platform/theme/common/colorRegistry.js'),
  () => import('monaco-editor/esm/vs/editor/common/config/editorOptions.js'),
  () => import('monaco-editor/esm/vs/editor/browser/view.js'),
  () => import('monaco-editor/esm/vs/editor/browser/widget/codeEditor/codeEditorWidget.js'),
  () => import('monaco-editor/esm/vs/editor/browser/widget/diffEditor/diffEditor.contribution.js'),
  () => import('monaco-editor/esm/vs/editor/contrib/suggest/browser/suggestController.js'),
  () => import('monaco-editor/esm/vs/editor/contrib/inlineCompletions/browser/inlineCompletions.contribution.js'),
  () => import('monaco-editor/esm/vs/editor/editor.all.js'),
  () => import('monaco-editor/esm/vs/editor/standalone/browser/standaloneEditor.js'),
  () => import('monaco-graphql/esm/monaco-editor.js'),
  () => import('monaco-graphql/esm/lite.js'),
  () => import('@graphiql/react'),
];

/** Fetches and evaluates the editor in small steps. */
export async function loadEditor() {
  for (const load of PARTS) {
    await load();
    await waitForIdle();
  }
  return import('./explorer-editor.tsx');
}

function waitForIdle(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof requestIdleCallback === 'function') requestIdleCallback(() => resolve(), { timeout: 500 });
    else setTimeout(resolve, 0);
  });
}
