import '@lamina/bundle/compile-decorators';
