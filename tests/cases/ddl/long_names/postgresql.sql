CREATE TABLE IF NOT EXISTS measurements_of_the_seventh_northern_observation_stati_36d965ce (
    id SERIAL PRIMARY KEY,
    station_code TEXT NOT NULL,
    temperature_at_two_metres_above_ground_in_degrees_cels_6a00524f NUMERIC NOT NULL,
    temperature_at_two_metres_above_ground_in_degrees_cels_d57d15e4 NUMERIC NOT NULL,
    CONSTRAINT measurements_of_the_seventh_northern_observation_stati_59f48090 UNIQUE (station_code, temperature_at_two_metres_above_ground_in_degrees_cels_6a00524f)
);

CREATE TABLE IF NOT EXISTS readings_of_the_seventh_northern_observation_station (
    id SERIAL PRIMARY KEY,
    id_of_the_measurement_it_belongs_to INTEGER NOT NULL,
    measurement NUMERIC NOT NULL,
    CONSTRAINT readings_of_the_seventh_northern_observation_station_i_c312d787 FOREIGN KEY (id_of_the_measurement_it_belongs_to) REFERENCES measurements_of_the_seventh_northern_observation_stati_36d965ce(id)
);
CREATE INDEX IF NOT EXISTS idx_readings_of_the_seventh_northern_observation_stati_83e8ddc1 ON readings_of_the_seventh_northern_observation_station(id_of_the_measurement_it_belongs_to);
