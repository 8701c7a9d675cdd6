-- destructive: drop table visits
DROP TABLE visits;
