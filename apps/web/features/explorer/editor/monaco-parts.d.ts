/** Parts of the editor that are imported only for their side effects; the package declares types for only some of them. */
declare module 'monaco-editor/esm/vs/*';
