import { toError } from '@backstage/errors';
import { useAnalytics, useApi } from '@backstage/frontend-plugin-api';
import type { NewBrandTemplate } from '@livery/backstage-plugin-livery-common';
import { useState } from 'react';
import { liveryApiRef } from '../api';

/** Creates a brand template, or says why the backend refused. */
export function useCreateBrand(onCreated: () => void) {
  const client = useApi(liveryApiRef);
  const analytics = useAnalytics();
  const [isCreating, setIsCreating] = useState(false);
  const [refusal, setRefusal] = useState<Error>();

  const create = async (template: NewBrandTemplate) => {
    setIsCreating(true);
    setRefusal(undefined);
    try {
      await client.createBrandTemplate(template);
      analytics.captureEvent('create', 'brand-template');
      onCreated();
    } catch (cause) {
      setRefusal(toError(cause));
    } finally {
      setIsCreating(false);
    }
  };
  return { create, isCreating, refusal };
}
