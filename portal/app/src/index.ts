import '@backstage/ui/css/styles.css';
import './theme.css';
import { createRoot } from 'react-dom/client';
import { app } from './app';
import { shortenTitle } from './shortenTitle';

const container = document.getElementById('root');
if (!container) {
  throw new Error('The page has no element with the id "root" to show the portal in.');
}
shortenTitle();
createRoot(container).render(app.createRoot());
