/** Where the editor's web workers are: build-editor.ts writes them beside the editor. */
export function setEditorWorkers(): void {
  Object.assign(globalThis, {
    MonacoEnvironment: {
      getWorker(_id: string, label: string): Worker {
        const name = label === 'json' || label === 'graphql' ? label : 'editor';
        return new Worker(new URL(`${name}.worker.js`, import.meta.url), { type: 'module' });
      },
    },
  });
}
