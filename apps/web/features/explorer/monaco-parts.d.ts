/** Parts of the editor that are imported for their evaluation alone; the package describes only some of them. */
declare module 'monaco-editor/esm/vs/*';
