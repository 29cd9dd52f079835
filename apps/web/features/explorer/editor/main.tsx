import { createRoot } from 'react-dom/client';
import type { ExplorerEditorProps } from './explorer-editor.tsx';
import { loadEditor } from './load-editor.ts';

/** Puts an editor into an element of the page. Returns what removes it. */
export type MountEditor = (element: HTMLElement, props: ExplorerEditorProps) => () => void;

/** Loads the editor, which is a program of its own beside the page, with a React of its own: only elements and callbacks pass between them. */
export async function prepareEditor(): Promise<MountEditor> {
  const { ExplorerEditor } = await loadEditor();
  return (element, props) => {
    const root = createRoot(element);
    root.render(<ExplorerEditor {...props} />);
    return () => root.unmount();
  };
}
