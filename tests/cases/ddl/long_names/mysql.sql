CREATE TABLE IF NOT EXISTS measurements_of_the_seventh_northern_observation_stati_36d965ce (
    id INT AUTO_INCREMENT PRIMARY KEY,
    station_code VARCHAR(255) NOT NULL,
    temperature_at_two_metres_above_ground_in_degrees_cels_6a00524f DECIMAL(38,9) NOT NULL,
    temperature_at_two_metres_above_ground_in_degrees_cels_d57d15e4 DECIMAL(38,9) NOT NULL,
    CONSTRAINT measurements_of_the_seventh_northern_observation_stati_59f48090 UNIQUE (station_code, temperature_at_two_metres_above_ground_in_degrees_cels_6a00524f)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS readings_of_the_seventh_northern_observation_station (
    id INT AUTO_INCREMENT PRIMARY KEY,
    id_of_the_measurement_it_belongs_to INT NOT NULL,
    measurement DECIMAL(38,9) NOT NULL,
    CONSTRAINT readings_of_the_seventh_northern_observation_station_i_c312d787 FOREIGN KEY (id_of_the_measurement_it_belongs_to) REFERENCES measurements_of_the_seventh_northern_observation_stati_36d965ce(id),
    INDEX idx_readings_of_the_seventh_northern_observation_stati_83e8ddc1 (id_of_the_measurement_it_belongs_to)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;
