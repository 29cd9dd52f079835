import type { CodegenConfig } from '@graphql-codegen/cli';

/** Typed operations from the API's committed schema and the .graphql files beside the components that use them. */
const config: CodegenConfig = {
  schema: '../api/schema.graphql',
  documents: 'features/**/*.graphql',
  ignoreNoDocuments: true,
  hooks: {
    // Marked as free of side effects, so that operations which only the server sends are not in the browser bundle.
    beforeOneFileWrite: (_path: string, content: string) => content.replaceAll('= new Typed', '= /*#__PURE__*/ new Typed'),
  },
  generates: {
    './generated/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        documentMode: 'string',
        enumsAsTypes: true,
        strictScalars: true,
        useTypeImports: true,
        scalars: { DateTimeISO: 'string', JSON: 'unknown', SafeInt: 'number' },
      },
    },
  },
};

export default config;
