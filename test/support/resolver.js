/**
 * Resolves modules for jest, which asks for the condition `require`: packages that are ES modules only (@actions/*) have just
 * `import`. The transform makes CommonJS of them.
 *
 * It must be named in the root package.json: jest keeps the first resolver a worker sees.
 */
module.exports = (request, options) => {
  try {
    return options.defaultResolver(request, options);
  } catch (error) {
    const conditions = new Set([...(options.conditions ?? []), 'import', 'default']);
    try {
      return options.defaultResolver(request, { ...options, conditions: [...conditions] });
    } catch {
      throw error;
    }
  }
};
