import { setEditorWorkers } from './editor-workers.ts';
import { giveStylesTheNonce } from './style-nonce.ts';

/**
 * The parts of the editor in dependency order. They are in one file, and each is evaluated when it is imported. Evaluated at once, they would block the page for half a second. Evaluated one by one in idle time,
 * they cause no noticeable delay.
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
  () => import('monaco-editor/esm/vs/editor/contrib/hover/browser/hoverContribution.js'),
  () => import('monaco-editor/esm/vs/editor/contrib/gotoSymbol/browser/goToCommands.js'),
  () => import('monaco-editor/esm/vs/editor/contrib/find/browser/findController.js'),
  () => import('monaco-editor/esm/vs/editor/contrib/inlineEdits/browser/inlineEdits.contribution.js'),
  () => import('monaco-editor/esm/vs/editor/contrib/dropOrPasteInto/browser/copyPasteContribution.js'),
  () => import('monaco-editor/esm/vs/editor/editor.all.js'),
  () => import('monaco-editor/esm/vs/editor/standalone/browser/standaloneEditor.js'),
  () => import('monaco-graphql/esm/monaco-editor.js'),
  () => import('monaco-graphql/esm/lite.js'),
  () => import('@graphiql/react'),
];

/** Loads, evaluates and warms up the editor in small steps. */
export async function loadEditor() {
  setEditorWorkers();
  giveStylesTheNonce(document);
  for (const load of PARTS) {
    await load();
    await waitForIdle();
  }
  await warmUp();
  return import('./explorer-editor.tsx');
}

/**
 * Creates an invisible editor and disposes of it. GraphiQL opens three editors in one task. The work that only the first editor must do (services,
 * themes, measuring the font, which therefore must be the same font) is done here in advance.
 */
async function warmUp(): Promise<void> {
  const { editor } = await import('monaco-graphql/esm/monaco-editor.js');
  const model = editor.createModel('{}', 'plaintext');
  await waitForIdle();
  const unseen = editor.create(document.createElement('div'), {
    model,
    fontSize: 15,
    fontFamily: '"Fira Code"',
    fontLigatures: '"liga" off, "calt" off, "clig" off',
    minimap: { enabled: false },
    stickyScroll: { enabled: false },
  });
  await waitForIdle();
  unseen.dispose();
  model.dispose();
  await waitForIdle();
}

function waitForIdle(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof requestIdleCallback === 'function') requestIdleCallback(() => resolve(), { timeout: 500 });
    else setTimeout(resolve, 0);
  });
}
