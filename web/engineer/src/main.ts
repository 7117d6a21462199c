import { createApp } from 'vue';

import App from './App.vue';
import { start } from './store';
import './style.css';

createApp(App).mount('#app');
void start();
